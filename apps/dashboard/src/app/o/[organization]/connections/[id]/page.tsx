import { ConnectionPage } from "#features/connections/connection-page.tsx";

export const metadata = { title: "Connection" };

interface ConnectionRouteProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function ConnectionRoute({ params }: ConnectionRouteProps) {
  const { id } = await params;
  return <ConnectionPage key={id} id={id} />;
}
