// A service as the CDK's users write one: the public pattern for Fargate behind a load balancer, scaled by two policies.
// What a test changes comes as context: -c cpu=60 -c requests=-1.
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';

const app = new App();
const asked = (name, otherwise) => Number(app.node.tryGetContext(name) ?? otherwise);

const stack = new Stack(app, 'shop');
const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
const web = new ApplicationLoadBalancedFargateService(stack, 'Web', {
  cluster: new Cluster(stack, 'Cluster', { vpc }),
  cpu: 256,
  memoryLimitMiB: 512,
  desiredCount: 1,
  minHealthyPercent: 100,
  circuitBreaker: { rollback: true },
  taskImageOptions: {
    image: ContainerImage.fromRegistry('rampart-heavy:latest'),
    containerPort: 8080,
    command: ['--cpu-ms', '20'],
  },
});
web.targetGroup.configureHealthCheck({
  path: '/health',
  interval: Duration.seconds(5),
  timeout: Duration.seconds(2),
  healthyThresholdCount: 2,
});
web.targetGroup.setAttribute('deregistration_delay.timeout_seconds', '10');

const scaling = web.service.autoScaleTaskCount({ minCapacity: 1, maxCapacity: 6 });
scaling.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: asked('cpu', 50) });
scaling.scaleOnRequestCount('Requests', { requestsPerTarget: asked('requests', 300), targetGroup: web.targetGroup });
