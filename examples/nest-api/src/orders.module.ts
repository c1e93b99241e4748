import type { Auth } from '@cognito-guard/core';
import { Authorize, CurrentAuth, Public } from '@cognito-guard/nest';
import { Controller, Delete, Get, HttpCode, HttpStatus, Injectable, Module, Param, ParseIntPipe } from '@nestjs/common';

interface Order {
  readonly id: number;
  readonly item: string;
}

@Injectable()
export class OrdersService {
  readonly #orders = new Map([[1, 'tea']]);

  list(): Order[] {
    return [...this.#orders].map(([id, item]) => ({ id, item }));
  }

  remove(id: number): void {
    this.#orders.delete(id);
  }
}

@Controller('health')
@Public()
export class HealthController {
  @Get()
  check(): string {
    return 'ok';
  }
}

@Controller('api/me')
export class MeController {
  @Get()
  me(@CurrentAuth() auth: Auth): object {
    return { hello: auth.username ?? `machine ${auth.clientId}` };
  }
}

@Controller('api/orders')
export class OrdersController {
  readonly #orders: OrdersService;

  constructor(orders: OrdersService) {
    this.#orders = orders;
  }

  @Get()
  @Authorize({ allScopes: ['orders/read'] })
  list(): Order[] {
    return this.#orders.list();
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Authorize({ anyGroup: ['admins', 'ops'] })
  remove(@Param('id', ParseIntPipe) id: number): void {
    this.#orders.remove(id);
  }
}

/** An orders API. Every route except the health check needs a token. */
@Module({ controllers: [HealthController, MeController, OrdersController], providers: [OrdersService] })
export class OrdersModule {}
