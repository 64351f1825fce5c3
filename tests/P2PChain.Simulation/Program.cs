using P2PChain.Simulation.Nodes;

for (var seed = 1; seed <= 2; seed++)
for (var again = 0; again < 2; again++)
{
var clock = System.Diagnostics.Stopwatch.StartNew();
var world = new SimWorld(seed);
for (var i = 0; i < 3; i++) world.AddNode();
foreach (var node in world.Nodes) node.Peers = [.. world.Nodes.Where(n => n != node).Select(SimWorld.AddressOf)];
foreach (var node in world.Nodes) node.Start();
if (args.Length > 0) world.Core.Trace.Log = Console.Out;
world.Run(TimeSpan.FromSeconds(60));
Console.WriteLine($"{seed} {world.Core.Steps} {world.Core.Trace.Hash:x16} {world.Findings.Violation} {clock.ElapsedMilliseconds} {world.Nodes[0].Refs?.Listens}");
}
