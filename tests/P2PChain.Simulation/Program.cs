using P2PChain.Simulation;

return new Batch(Arguments.Parse(args), Console.Out).Run();
