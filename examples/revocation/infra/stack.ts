import { revocationEvents } from '@cognito-guard/core/revocation';
import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { ReadWriteType, Trail } from 'aws-cdk-lib/aws-cloudtrail';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Architecture, type Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface RevocationStackProps extends StackProps {
  readonly userPoolId: string;
  /** The path of the function's bundle. */
  readonly code: Code;
  /** True creates a trail: EventBridge receives calls from CloudTrail only if the account has one. */
  readonly createTrail: boolean;
}

/** Sends CloudTrail's events through EventBridge and a queue to the function, which writes the revocation table. */
export class RevocationStack extends Stack {
  constructor(scope: Construct, id: string, { userPoolId, code, createTrail, ...props }: RevocationStackProps) {
    super(scope, id, props);

    if (createTrail) {
      new Trail(this, 'Trail', {
        managementEvents: ReadWriteType.WRITE_ONLY,
        isMultiRegionTrail: false,
        includeGlobalServiceEvents: false,
      });
    }

    const table = new Table(this, 'Revocations', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      billingMode: BillingMode.PAY_PER_REQUEST,
      // All entries expire after a day anyway.
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const queue = new Queue(this, 'Calls', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Six times the function's timeout, as Lambda recommends.
      visibilityTimeout: Duration.seconds(60),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: 5 },
    });

    const revoke = new LambdaFunction(this, 'Revoke', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout: Duration.seconds(10),
      handler: 'index.handler',
      code,
      environment: { TABLE_NAME: table.tableName, USER_POOL_ID: userPoolId },
    });
    table.grant(revoke, 'dynamodb:UpdateItem');
    // Without reportBatchItemFailures, Lambda deletes messages that the function could not process.
    revoke.addEventSource(new SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true }));

    new Rule(this, 'CognitoCalls', {
      eventPattern: {
        source: ['aws.cognito-idp'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: { eventSource: ['cognito-idp.amazonaws.com'], eventName: [...revocationEvents] },
      },
      targets: [new SqsQueue(queue, { deadLetterQueue: deadLetters })],
    });
  }
}
