using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Sync;

/// <summary>A trunk of five mined blocks and three branches on it; one is long.</summary>
internal static class DrawnBlocks
{
    private const int TrunkLength = 5;
    private const int LongLength = 300;
    private const int Length = 40;
    private const int Branches = 3;

    private static readonly ChainBuilder Drawn = Draw();

    private static readonly Dictionary<Hash256, CheckedBlock> Bodies = Enumerable.Range(0, Branches)
        .SelectMany(branch => Names(branch == 0 ? LongLength : Length, branch)).Distinct().Select(Drawn.Checked)
        .ToDictionary(block => block.Hash);

    /// <summary>Chains of one branch share their beginnings; all share the trunk.</summary>
    public static HeaderNode[] Chain(int length, int branch = 0) => [.. Names(length, branch).Select(Drawn.Node)];

    public static CheckedBlock Body(HeaderNode node) => Bodies[node.Hash];

    private static IEnumerable<string> Names(int length, int branch) =>
        Enumerable.Range(1, length).Select(height => height <= TrunkLength ? $"trunk {height}" : $"{branch} {height}");

    private static ChainBuilder Draw()
    {
        var builder = new ChainBuilder();
        for (var branch = 0; branch < Branches; branch++)
        {
            var parent = "genesis";
            foreach (var name in Names(branch == 0 ? LongLength : Length, branch))
            {
                var isOnTrunk = name.StartsWith("trunk", StringComparison.Ordinal);
                if (branch == 0 || !isOnTrunk) Add(builder, name, parent, branch);
                parent = name;
            }
        }
        return builder;
    }

    // Another time on each branch, so that the blocks differ.
    private static void Add(ChainBuilder builder, string name, string parent, int branch) =>
        builder.Add(name, parent, header => header with { TimeMs = header.TimeMs + branch });
}
