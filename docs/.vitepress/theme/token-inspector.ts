/** The token inspector of the local pool, as a component of a page. It runs in browsers only. */
import { type Component, defineComponent, h, onBeforeUnmount, onMounted, ref } from 'vue';

export const TokenInspector: Component = defineComponent({
  name: 'TokenInspector',
  setup: () => {
    const target = ref<HTMLElement>();
    let unmount = (): void => undefined;
    onMounted(async () => {
      const { mountInspector } = await import('@cognito-guard/local-sign-in/inspector');
      if (target.value !== undefined) unmount = mountInspector(target.value);
    });
    onBeforeUnmount(() => unmount());
    return () => h('div', { ref: target });
  },
});
