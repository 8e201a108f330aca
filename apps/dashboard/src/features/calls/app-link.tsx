"use client";

import Link from "next/link";
import type { ReactNode } from "react";

/** Next's link in the shape the strip asks for. */
export function AppLink(props: { readonly href: string; readonly className: string; readonly children: ReactNode }) {
  return <Link prefetch={false} scroll={false} {...props} />;
}
