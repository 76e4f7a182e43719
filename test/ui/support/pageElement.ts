/** What the helpers read of an element of VS Code's page; the project is compiled without the browser's own types. */
export interface PageElement {
  readonly className: string;
  readonly textContent: string;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
  addEventListener(type: string, listener: () => void, capture: boolean): void;
}
