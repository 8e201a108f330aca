"use client";

import { buttonClass, EmptyState } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect } from "react";
import { refusalIn } from "#features/api/refusal-in.ts";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";

/**
 * Keeps a page that stays open honest: when the role changes, the page is loaded anew with what it may; when the person
 * is removed or signed out elsewhere, it says so instead of showing what it once loaded.
 */
export function AccessGuard({ children }: { readonly children: ReactNode }) {
  const trpc = useTRPC();
  const router = useRouter();
  const { name, title, role } = useOrganization();
  const { data: now, error } = useQuery(trpc.organization.get.queryOptions({ organization: name }));
  const isOutdated = now !== undefined && (now.role !== role || now.title !== title);
  useEffect(() => {
    if (isOutdated) router.refresh();
  }, [isOutdated, router]);
  const code = refusalIn(error)?.code;
  if (code === "auth.credential.missing") {
    return (
      <Ended
        title="You are signed out"
        action={{ href: `/sign-in?next=${encodeURIComponent(`/o/${name}`)}`, words: "Sign in" }}
      >
        This session was ended, here or on another device. Nothing you see here would be up to date.
      </Ended>
    );
  }
  if (code === "request.target.unknown") {
    return (
      <Ended title={`You are no longer a member of ${title}`} action={{ href: "/", words: "Go to your organizations" }}>
        Somebody removed you, or you left. If that is a mistake, ask an owner or admin to invite you again.
      </Ended>
    );
  }
  if (code === "auth.organization.suspended") return <Suspended title={title} />;
  return children;
}

/** Instead of anything else, as long as the platform's operator has the organization suspended. */
export function Suspended({ title }: { readonly title: string }) {
  return (
    <Ended title={`${title} is suspended`} action={{ href: "/account", words: "Go to your account" }}>
      Whoever operates this platform has suspended the organization. Nothing of it runs, and nothing of it is shown,
      until they resume it.
    </Ended>
  );
}

interface EndedProps {
  readonly title: string;
  readonly action: { readonly href: string; readonly words: string };
  readonly children: ReactNode;
}

function Ended({ title, action, children }: EndedProps) {
  return (
    <main id="content" className="mx-auto max-w-xl px-4 py-16">
      <EmptyState
        level={1}
        title={title}
        action={
          // A plain link: everything this page still holds goes with it.
          <a className={buttonClass("primary")} href={action.href}>
            {action.words}
          </a>
        }
      >
        {children}
      </EmptyState>
    </main>
  );
}
