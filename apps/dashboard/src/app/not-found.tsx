import { buttonClass, EmptyState } from "@countersign/ui";
import Link from "next/link";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="mx-auto max-w-xl px-4 py-16">
      <EmptyState
        level={1}
        title="There is nothing here, or nothing you may see."
        action={
          <Link className={buttonClass()} href="/">
            Go to your organization
          </Link>
        }
      >
        Check the address. If somebody sent you the link, ask which organization it belongs to.
      </EmptyState>
    </main>
  );
}
