"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#features/api/trpc.ts";
import { readPushBrowser, signUpForPush } from "./push-browser.ts";

export interface PushDevice {
  readonly id: string;
  readonly device: string;
  readonly isThis: boolean;
  /** Whether its notifications show what is asked and decide at once. */
  readonly decides: boolean;
  readonly createdAt: string;
}

export interface Push {
  /** Of this browser; null until that is known. */
  readonly state: "none" | "blocked" | "off" | "on" | null;
  /** All of the person's devices that are told. */
  readonly devices: readonly PushDevice[];
  readonly turnOn: () => void;
  readonly turnOff: (deviceId: string) => void;
  readonly letDecide: (deviceId: string, decides: boolean) => void;
  readonly isPending: boolean;
  /** Why the last change didn't work. */
  readonly problem: string | null;
}

const BROWSER = ["push-browser"];

/** Whether a person is told on their devices of what waits for them in an organization, and how to change that. */
export function usePush(organization: string): Push {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const browser = useQuery({ queryKey: BROWSER, queryFn: readPushBrowser });
  const endpoint = browser.data?.endpoint ?? null;
  const known = useQuery(
    trpc.push.devices.queryOptions({ organization, endpoint }, { enabled: browser.data !== undefined }),
  );
  const subscribe = useMutation(trpc.push.subscribe.mutationOptions());
  const decide = useMutation(trpc.push.letDecide.mutationOptions({ onSettled: () => onSettled() }));
  const unsubscribe = useMutation(trpc.push.unsubscribe.mutationOptions());
  const onSettled = async () => {
    await cache.invalidateQueries({ queryKey: BROWSER });
    await cache.invalidateQueries(trpc.push.pathFilter());
  };
  const on = useMutation({
    mutationFn: async (applicationServerKey: string) => {
      const device = await signUpForPush(applicationServerKey);
      if (device) await subscribe.mutateAsync({ organization, ...device });
    },
    onSettled,
  });
  const off = useMutation({ mutationFn: (id: string) => unsubscribe.mutateAsync({ organization, id }), onSettled });
  const devices = known.data?.devices ?? [];
  // A sign-up with a key that the platform no longer has reaches nobody.
  const hasKey = browser.data?.applicationServerKey === known.data?.applicationServerKey;
  return {
    state: stateOf(browser.data?.support, known.data && hasKey && devices.some(({ isThis }) => isThis)),
    devices,
    turnOn: () => known.data && on.mutate(known.data.applicationServerKey),
    turnOff: (deviceId) => off.mutate(deviceId),
    letDecide: (id, decides) => decide.mutate({ organization, id, decides }),
    isPending: on.isPending || off.isPending || decide.isPending,
    problem: on.isError
      ? "This browser's push service can't be reached, or it takes no messages here."
      : off.isError || decide.isError
        ? "It couldn't be changed. Try again."
        : null,
  };
}

function stateOf(support: "none" | "blocked" | "ready" | undefined, isOn: boolean | undefined): Push["state"] {
  if (support === undefined || isOn === undefined) return null;
  if (support !== "ready") return support;
  return isOn ? "on" : "off";
}
