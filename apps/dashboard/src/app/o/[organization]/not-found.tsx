import { EmptyState } from "@countersign/ui";

export default function NotFound() {
  return (
    <EmptyState level={1} title="There is nothing here, or nothing you may see.">
      Check the address, or pick a page from the navigation.
    </EmptyState>
  );
}
