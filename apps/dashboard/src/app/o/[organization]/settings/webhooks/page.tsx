import { WebhooksSettings } from "#features/webhooks/webhooks-settings.tsx";

export const metadata = { title: "Webhooks" };

export default function WebhooksPage() {
  return <WebhooksSettings />;
}
