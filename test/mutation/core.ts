import { mutationOf } from './stryker.ts';

export default mutationOf('core');
