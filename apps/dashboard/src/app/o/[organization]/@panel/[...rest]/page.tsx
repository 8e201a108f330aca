/** Any other page closes the panel. */
export default function NoPanel() {
  return null;
}
