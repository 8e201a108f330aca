import { OrganizationSettings } from "#features/settings/organization-settings.tsx";

export const metadata = { title: "Settings" };

export default function SettingsPage() {
  return <OrganizationSettings />;
}
