import { listMemberships } from "@countersign/db";
import type { Metadata } from "next";
import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { AccessGuard, Suspended } from "#features/account/access-guard.tsx";
import { ApiProvider } from "#features/api/api-provider.tsx";
import { RestoreBanner } from "#features/restore/restore-banner.tsx";
import { AppNav } from "#features/shell/app-nav.tsx";
import { AppTop } from "#features/shell/app-top.tsx";
import { OrganizationProvider } from "#features/shell/organization-context.tsx";
import { ShellProvider } from "#features/shell/shell-provider.tsx";
import { readTheme, THEME_COOKIE } from "#features/shell/theme.ts";
import { getActor } from "#server/auth/get-actor.ts";
import { findMembership } from "#server/auth/membership.ts";
import { services } from "#server/services.ts";

export const metadata: Metadata = { title: { default: "Overview", template: "%s · Countersign" } };

interface OrganizationLayoutProps {
  readonly params: Promise<{ readonly organization: string }>;
  readonly children: ReactNode;
  /** A record that slid in over the page. */
  readonly panel: ReactNode;
}

export default async function OrganizationLayout({ params, children, panel }: OrganizationLayoutProps) {
  const { organization: name } = await params;
  const actor = await getActor();
  if (!actor) {
    const path = (await headers()).get("x-countersign-path") ?? `/o/${name}`;
    redirect(`/sign-in?next=${encodeURIComponent(path)}`);
  }
  const membership = await findMembership(services().db, actor, name);
  if (!membership) notFound();
  if (membership.isSuspended) return <Suspended title={membership.organizationTitle} />;
  const memberships = await services().db.asUser(actor.userId, (scope) => listMemberships(scope, actor.userId));
  const theme = readTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <NuqsAdapter>
      <ApiProvider>
        <OrganizationProvider organization={{ name, title: membership.organizationTitle, role: membership.role }}>
          <ShellProvider>
            <AccessGuard>
              <a className="btn skip-link" href="#content">
                Skip to content
              </a>
              <div className="app">
                <AppNav />
                <div className="min-w-0">
                  <AppTop
                    person={{ name: actor.name, email: actor.email }}
                    organizations={memberships.map(({ organizationName, organizationTitle, role }) => ({
                      name: organizationName,
                      title: organizationTitle,
                      role,
                    }))}
                    theme={theme}
                  />
                  <main id="content" tabIndex={-1} className="app-main outline-none">
                    <RestoreBanner />
                    {children}
                  </main>
                </div>
              </div>
              {panel}
            </AccessGuard>
          </ShellProvider>
        </OrganizationProvider>
      </ApiProvider>
    </NuqsAdapter>
  );
}
