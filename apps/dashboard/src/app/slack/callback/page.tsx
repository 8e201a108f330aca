import { redirect } from "next/navigation";

interface CallbackProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

const STATE = /^([a-z0-9-]{1,31})\./;

/** Where Slack comes back to: on to the settings of the organization that asked. Nothing is connected by opening it. */
export default async function SlackCallbackPage({ searchParams }: CallbackProps): Promise<never> {
  const { code, state } = await searchParams;
  const [, organization] = typeof state === "string" ? (STATE.exec(state) ?? []) : [];
  if (organization === undefined || typeof state !== "string") redirect("/");
  const consent = typeof code === "string" ? `?${new URLSearchParams({ code, state }).toString()}` : "";
  redirect(`/o/${organization}/settings/slack${consent}`);
}
