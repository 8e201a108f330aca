"use client";

import { isAllowed, type Role } from "@countersign/core";
import { Badge, Button, Section, Switch, TimeText } from "@countersign/ui";
import { type Push, type PushDevice, usePush } from "./use-push.ts";

interface PushOrganization {
  readonly name: string;
  readonly title: string;
  readonly role: Role;
}

const WORDS: Readonly<Record<NonNullable<Push["state"]>, string>> = {
  none: "This browser can't be sent notifications. On an iPhone or iPad, add the dashboard to your home screen first.",
  blocked: "Notifications of this site are blocked in this browser. Allow them in its settings, then come back.",
  off: "Not told on this device.",
  on: "Told on this device.",
};

/** On which devices a person is told of what waits for them, by organization. */
export function PushSettings({ organizations }: { readonly organizations: readonly PushOrganization[] }) {
  const deciding = organizations.filter(({ role }) => isAllowed(role, "approvals.decide"));
  if (deciding.length === 0) return null;
  return (
    <div id="notifications">
      <Section
        title="Notifications"
        description="When a call waits for you, your devices can say so. They show who asks, for what and at which price; you decide on the approval's page, or at once on devices you let. Signing out ends them on this device."
      >
        <ul className="m-0 grid list-none gap-4 p-0">
          {deciding.map((organization) => (
            <OrganizationPush key={organization.name} organization={organization} />
          ))}
        </ul>
      </Section>
    </div>
  );
}

function OrganizationPush({ organization }: { readonly organization: PushOrganization }) {
  const push = usePush(organization.name);
  const { state, devices, isPending, problem } = push;
  return (
    <li className="grid gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="min-w-0">
          <span className="font-medium">{organization.title}</span>
          <span className="label block">{state === null ? "Looking…" : WORDS[state]}</span>
        </span>
        {state === "off" ? (
          <Button disabled={isPending} aria-label={`Turn on for ${organization.title}`} onClick={push.turnOn}>
            Turn on
          </Button>
        ) : null}
      </div>
      {problem === null ? null : (
        <p role="alert" className="m-0 text-deny">
          {problem}
        </p>
      )}
      {devices.map((device) => (
        <ToldDevice key={device.id} device={device} organizationTitle={organization.title} push={push} />
      ))}
    </li>
  );
}

interface ToldDeviceProps {
  readonly device: PushDevice;
  readonly organizationTitle: string;
  readonly push: Push;
}

function ToldDevice({ device: { id, device, isThis, decides, createdAt }, organizationTitle, push }: ToldDeviceProps) {
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="min-w-0">
          {device} {isThis ? <Badge tone="ok">This one</Badge> : null}
          <span className="label block">
            since <TimeText at={createdAt} />
          </span>
        </span>
        <Button
          look="quiet"
          disabled={push.isPending}
          aria-label={`Turn off on ${device} for ${organizationTitle}`}
          onClick={() => push.turnOff(id)}
        >
          Turn off
        </Button>
      </div>
      <Switch
        label="Show what is asked and decide from the notification"
        hint="Whoever sees this device, also locked, then reads the arguments, and whoever can use it decides as you while you are signed in on it. A call that is too long to show whole only opens."
        checked={decides}
        disabled={push.isPending}
        onChange={(isOn) => push.letDecide(id, isOn)}
      />
    </div>
  );
}
