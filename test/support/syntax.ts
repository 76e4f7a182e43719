import type ts from 'typescript';

/** A node of a syntax tree with all that are below it. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) {
    yield* nodesOf(child);
  }
}
