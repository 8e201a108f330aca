"use client";

import Link from "next/link";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { RecordLoader } from "./record-loader.tsx";

/** A record on a page of its own: what its URL opens when nothing lies beneath it. */
export function RecordPage({ id }: { readonly id: string }) {
  const { name } = useOrganization();
  return (
    <article className="mx-auto max-w-[760px]">
      <p className="muted mt-0">
        <Link href={`/o/${name}/audit`}>Audit</Link>
      </p>
      <RecordLoader id={id} />
    </article>
  );
}
