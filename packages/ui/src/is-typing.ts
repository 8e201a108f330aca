/** What takes letters; a box to tick takes none. */
const FIELDS = "input:not([type=checkbox]), textarea, select, [contenteditable]";

/** True while a key belongs to a field, an open dialog or menu, or a shortcut of the browser. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return true;
  if (document.querySelector("dialog[open], [popover]:popover-open")) return true;
  const { target } = event;
  return target instanceof HTMLElement && target.closest(FIELDS) !== null;
}
