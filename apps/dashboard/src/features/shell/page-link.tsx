"use client";

import type { UiLinkProps } from "@countersign/ui";
import Link from "next/link";

/** Next's link in the shape the primitives ask for. */
export function PageLink(props: UiLinkProps) {
  return <Link prefetch={false} {...props} />;
}
