using P2PChain.Fuzz;

return FuzzProgram.Run(args, Console.Out);
