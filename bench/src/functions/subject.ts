import type { Fixture } from '../fixture.ts';

/** A function to measure. Its running number lets every call take another input. */
export type Subject = (index: number) => unknown;

/** Makes a subject in a process of its own. What it imports, it imports itself: no subject loads another's library. */
export type SubjectMaker = (fixture: Fixture) => Subject | Promise<Subject>;

/** What a module of subjects exports. */
export type Subjects = Readonly<Record<string, SubjectMaker>>;
