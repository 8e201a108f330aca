import { MembersSettings } from "#features/settings/members-settings.tsx";

export const metadata = { title: "Members and roles" };

export default function MembersPage() {
  return <MembersSettings />;
}
