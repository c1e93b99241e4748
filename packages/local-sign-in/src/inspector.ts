export { type InspectorOptions, mountInspector } from './inspector/page/mount.ts';
