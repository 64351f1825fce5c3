using P2PChain.Simulation;
using P2PChain.Simulation.Scale;

return args is ["networks", ..]
    ? new ScaleProgram(ScaleArguments.Parse(args.AsSpan(1)), Console.Out).Run()
    : new Batch(Arguments.Parse(args), Console.Out).Run();
