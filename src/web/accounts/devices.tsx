import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SignedInDeviceList } from "../../contract/index.ts";
import { api } from "../api/client.ts";
import { explainError } from "../api/explain-error.ts";
import { useDevices } from "../api/queries.ts";
import { Button, TextButton } from "../ui/button.tsx";
import { formatMoment } from "../ui/format-date.ts";
import { ErrorNotice } from "../ui/notice.tsx";
import { Loading } from "../ui/page.tsx";
import { nameDevice } from "./name-device.ts";

type Device = SignedInDeviceList["sessions"][number];

export function Devices() {
  const query = useDevices();
  const client = useQueryClient();
  const [said, setSaid] = useState("");
  const [leaving, setLeaving] = useState<string | null>(null);

  const signOut = async (device: Device) => {
    setLeaving(device.id);
    try {
      await api.signOutDevice(device.id);
      await client.invalidateQueries({ queryKey: ["devices"] });
      setSaid(`${nameDevice(device.userAgent)} is signed out.`);
    } catch (error) {
      setSaid(explainError(error, "The device is still signed in.").text);
    } finally {
      setLeaving(null);
    }
  };
  if (query.error && !query.data) {
    return (
      <div className="space-y-3">
        <ErrorNotice {...explainError(query.error)} />
        <Button onClick={() => query.refetch()}>Try again</Button>
      </div>
    );
  }
  if (!query.data) return <Loading what="Loading your devices" />;
  return (
    <>
      <ul className="divide-y divide-rule">
        {query.data.sessions.map((device) => (
          <li key={device.id} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 py-3 first:pt-0">
            <div>
              <p className="font-semibold">
                {nameDevice(device.userAgent)}
                {device.current ? <span className="font-normal text-quiet"> (this device)</span> : null}
              </p>
              <p className="text-sm text-quiet">
                Signed in {formatMoment(device.createdAt)}, last used {formatMoment(device.lastSeenAt)}
              </p>
            </div>
            {device.current ? null : (
              <TextButton
                onClick={() => signOut(device)}
                disabled={leaving !== null}
                aria-label={`Sign out ${nameDevice(device.userAgent)}, signed in ${formatMoment(device.createdAt)}`}
              >
                {leaving === device.id ? "Signing out" : "Sign out"}
              </TextButton>
            )}
          </li>
        ))}
      </ul>
      <p role="status" className="mt-2 text-quiet">
        {said}
      </p>
    </>
  );
}
