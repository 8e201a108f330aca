/** No record is open. */
export default function NoPanel() {
  return null;
}
