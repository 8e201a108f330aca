"use client";

import type { Role } from "@countersign/core";
import {
  Badge,
  Button,
  buttonClass,
  ConfirmDialog,
  EmptyState,
  Section,
  Table,
  type TableColumn,
  useToast,
} from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { ROLE_TITLES } from "#features/settings/roles.ts";

interface MyOrganization {
  readonly name: string;
  readonly title: string;
  readonly role: Role;
}

/** Where you belong, and how to leave. */
export function MyOrganizations({ organizations }: { readonly organizations: readonly MyOrganization[] }) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const toast = useToast();
  const leave = useMutation(trpc.me.leave.mutationOptions());
  const [leaving, setLeaving] = useState<MyOrganization | null>(null);
  const make = (
    <Link className={buttonClass()} href="/new">
      New organization
    </Link>
  );
  return (
    <div id="organizations">
      <Section title="Organizations" actions={make}>
        <Table
          label="Organizations"
          columns={columnsOf(setLeaving)}
          rows={organizations}
          rowKey={(organization) => organization.name}
          empty={
            <EmptyState title="You belong to no organization">
              Make one, or ask somebody to invite you to theirs.
            </EmptyState>
          }
        />
        <ConfirmDialog
          isOpen={leaving !== null}
          title={`Leave ${leaving?.title ?? ""}?`}
          body="You lose access at once. Your votes on open approvals no longer count, API tokens you issued stop, and your agents are marked as without owner or stop, as they are set. Only a new invitation brings you back."
          confirmLabel="Leave the organization"
          isDanger
          {...(leaving ? { mustType: leaving.name } : {})}
          onClose={() => setLeaving(null)}
          onConfirm={async () => {
            if (!leaving) return;
            await leave.mutateAsync({ organization: leaving.name, confirm: leaving.name });
            await cache.invalidateQueries(trpc.me.pathFilter());
            toast(`You left ${leaving.title}.`);
          }}
        />
      </Section>
    </div>
  );
}

function columnsOf(onLeave: (organization: MyOrganization) => void): TableColumn<MyOrganization>[] {
  return [
    {
      id: "title",
      header: "Organization",
      cell: ({ name, title }) => (
        <Link className="font-medium" href={`/o/${name}`}>
          {title}
        </Link>
      ),
    },
    { id: "name", header: "Name", cell: ({ name }) => <span className="mono">{name}</span> },
    { id: "role", header: "Your role", cell: ({ role }) => <Badge>{ROLE_TITLES[role]}</Badge> },
    {
      id: "acts",
      header: "Acts",
      isHeaderHidden: true,
      align: "end",
      cell: (organization) => (
        <Button look="quiet" aria-label={`Leave ${organization.title}`} onClick={() => onLeave(organization)}>
          Leave…
        </Button>
      ),
    },
  ];
}
