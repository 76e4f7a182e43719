/** Something that can be given back. Fits VS Code's `Disposable` without importing it. */
export interface Disposable {
  dispose(): void;
}

/** A list of callbacks for one kind of event. */
export class Listeners<T> implements Disposable {
  private readonly callbacks = new Set<(event: T) => void>();

  readonly event = (callback: (event: T) => void): Disposable => {
    this.callbacks.add(callback);
    return { dispose: () => this.callbacks.delete(callback) };
  };

  fire(event: T): void {
    for (const callback of [...this.callbacks]) {
      callback(event);
    }
  }

  dispose(): void {
    this.callbacks.clear();
  }
}
