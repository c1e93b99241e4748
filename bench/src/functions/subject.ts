import type { Fixture } from '../fixture.ts';

/** A function to measure. Its sequence number selects the input of each call. */
export type Subject = (index: number) => unknown;

/** Creates a subject in its process. It imports its own libraries, so that no subject loads another's library. */
export type SubjectMaker = (fixture: Fixture) => Subject | Promise<Subject>;

/** The exports of a module of subjects. */
export type Subjects = Readonly<Record<string, SubjectMaker>>;
