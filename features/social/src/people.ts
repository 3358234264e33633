// What social needs of accounts; wired in the app.

/** Whom accounts knows by name. */
export interface SocialPeople {
  personByHandle(handle: string): Promise<
    | {
        personId: string;
        handle: string;
        displayName?: string | undefined;
        bio?: string | undefined;
        createdAtMs: number;
        sample: boolean;
      }
    | undefined
  >;
}
