import { element, setText } from "../dom";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 20;

/** A line of 15 minutes with its sum. */
export class Plot {
  readonly element: HTMLElement;
  readonly #line = document.createElementNS(SVG, "polyline");
  readonly #title = document.createElementNS(SVG, "title");
  readonly #total = element("b");

  constructor(label: string) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 60 ${HEIGHT}`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("role", "img");
    svg.append(this.#title, this.#line);
    this.element = element("div", { class: "vcenter-operations-plot" }, element("span", {}, `${label} `, this.#total), svg);
  }

  /** @param counts the oldest first; `undefined` if they are not known */
  show(total: number, counts: readonly number[] | undefined, title: (most: number) => string): void {
    setText(this.#total, String(total));
    const most = Math.max(1, ...(counts ?? []));
    const points = (counts ?? []).map((count, index) => `${index},${(HEIGHT - 1 - (count / most) * (HEIGHT - 2)).toFixed(1)}`);
    this.#line.setAttribute("points", points.join(" "));
    setText(this.#title, title(Math.max(0, ...(counts ?? []))));
  }
}
