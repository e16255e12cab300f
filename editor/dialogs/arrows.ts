/** Moves the focus between a search field and the links below it by the arrow keys, and closes by Escape. */
export function moveByArrows(within: HTMLElement, search: HTMLElement, list: HTMLElement, close: () => void): void {
  within.addEventListener("keydown", (event) => {
    const focused = document.activeElement;
    if (event.key === "Escape") {
      // The dialog below would close, too.
      event.stopPropagation();
      close();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      focusOn(focused === search ? list.firstElementChild : focused?.nextElementSibling);
    } else if (event.key === "ArrowUp") {
      event.preventDefault();
      focusOn(focused === search ? search : (focused?.previousElementSibling ?? search));
    }
  });
}

function focusOn(target: Element | null | undefined): void {
  if (target instanceof HTMLElement) {
    target.focus();
  }
}
