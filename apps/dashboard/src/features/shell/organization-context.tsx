"use client";

import type { Role } from "@countersign/core";
import { createContext, type ReactNode, useContext } from "react";

export interface ShownOrganization {
  readonly name: string;
  readonly title: string;
  readonly role: Role;
}

const OrganizationContext = createContext<ShownOrganization | null>(null);

export function OrganizationProvider(props: {
  readonly organization: ShownOrganization;
  readonly children: ReactNode;
}) {
  return <OrganizationContext value={props.organization}>{props.children}</OrganizationContext>;
}

/** The organization of this page, from its URL. Throws Error outside `/o/{name}`. */
export function useOrganization(): ShownOrganization {
  const organization = useContext(OrganizationContext);
  if (!organization) throw new Error("useOrganization needs a page of an organization");
  return organization;
}
