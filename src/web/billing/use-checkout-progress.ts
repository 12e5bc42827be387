import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { CheckoutProgress } from "../../contract/index.ts";
import { ApiError } from "../api/api-error.ts";
import { api } from "../api/client.ts";

export interface CheckoutWatch {
  progress: CheckoutProgress | null;
  /** The last answer was a failure; watching goes on unless the server refused. */
  error: unknown;
  /** False once the state is final, refused, or the pauses have grown past about three minutes. */
  watching: boolean;
  again: () => void;
}

const FIRST_PAUSE = 1000;
const GROWTH = 1.5;
const LONGEST_PAUSE = 15_000;
const TRIES = 18;

/** Asks the server to look at Stripe again and again, with growing pauses, until the checkout has an end. */
export function useCheckoutProgress(sessionId: string): CheckoutWatch {
  const client = useQueryClient();
  const [round, setRound] = useState(0);
  const [progress, setProgress] = useState<CheckoutProgress | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [watching, setWatching] = useState(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round starts the watch again
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    setWatching(true);

    const look = async (tries: number) => {
      const end = await api.reconcileCheckout(sessionId).then(
        (answer) => {
          if (gone) return true;
          setProgress(answer);
          setError(null);
          client.setQueriesData({ queryKey: ["access"] }, answer.access);
          return isFinal(answer);
        },
        (failure: unknown) => {
          if (!gone) setError(failure);
          return isRefusal(failure);
        },
      );
      if (gone) return;
      if (end || tries >= TRIES) setWatching(false);
      else timer = setTimeout(() => look(tries + 1), Math.min(FIRST_PAUSE * GROWTH ** tries, LONGEST_PAUSE));
    };
    void look(0);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [sessionId, round, client]);

  return { progress, error, watching, again: useCallback(() => setRound((now) => now + 1), []) };
}

/** A payment that is complete but gives no access yet may still be on its way to us. */
function isFinal({ state, access }: CheckoutProgress): boolean {
  return state === "expired" || (state === "complete" && (access.granted || access.reason !== "payment_pending"));
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && [400, 401, 403, 404].includes(error.status);
}
