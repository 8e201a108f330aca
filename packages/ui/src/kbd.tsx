/** A key to press. Hidden from screen readers, since the control beside it announces itself (aria-keyshortcuts). */
export function Kbd({ children }: { readonly children: string }) {
  return (
    <span className="kbd" aria-hidden="true">
      {children}
    </span>
  );
}
