import { buttonClass } from "@countersign/ui";
import Link from "next/link";
import { EntryFrame } from "./entry-frame.tsx";

interface LinkOverProps {
  readonly title: string;
  readonly detail: string;
  readonly action: { readonly href: string; readonly label: string };
}

/** A link that can't be used, why, and what to do instead. */
export function LinkOver({ title, detail, action }: LinkOverProps) {
  return (
    <EntryFrame title={title} description={detail}>
      <Link className={buttonClass("primary")} href={action.href}>
        {action.label}
      </Link>
    </EntryFrame>
  );
}
