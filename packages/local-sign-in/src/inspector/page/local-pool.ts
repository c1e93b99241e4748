/// <reference lib="dom" />
/** The script of the local pool's page: it mounts the inspector with the options in the page. */
import { mountInspector } from './mount.ts';

const target = document.querySelector<HTMLElement>('[data-inspector]');
if (target !== null) mountInspector(target, JSON.parse(target.dataset['inspector'] ?? '{}'));
