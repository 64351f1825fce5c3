using System.Diagnostics;
using Akka.Actor;
using P2PChain.Actors.Console;
using P2PChain.Actors.Tests.Storage;
using P2PChain.Core.Chain;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Storage;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Scenarios;

/// <summary>Two sites that were apart for very long come together, whatever their branches take.</summary>
public sealed class LongForkTests(ITestOutputHelper output) : ActorSpec(output)
{
    private static readonly int Blocks = TestScale.Times(3_000);

    // Many times the room for side branches, or 300,000 blocks a side with the usual room.
    private static readonly BranchLimits Limits =
        TestScale.Times(1) > 1 ? new BranchLimits() : new BranchLimits(SideBytesMax: 1 << 20, StepBytesMax: 1 << 20);

    private readonly ITestOutputHelper _output = output;

    [Fact] // rules F5, F7
    public async Task A_better_branch_of_any_length_is_followed()
    {
        using var directory = new TemporaryDirectory();
        var ours = await StartAsync(directory["ours.db"], "ours", TestKeys.Alice, Blocks);
        var theirs = await StartAsync(directory["theirs.db"], "theirs", TestKeys.Bob, Blocks + 1);
        var tip = await theirs.TipAsync();
        var took = Stopwatch.StartNew();
        Assert.IsType<AnswerProtocol.Connected>(await ours.ConnectAsync(theirs.Refs.Listens));
        var waits = new List<double>();
        await AwaitConditionAsync(
            async () =>
            {
                waits.Add(await WaitOfAsync(ours));
                return (await ours.TipAsync()).Hash == tip.Hash;
            },
            TimeSpan.FromSeconds(30 + (Blocks / 300)));
        waits.Sort();
        _output.WriteLine($"{Blocks} blocks a side: {took.Elapsed.TotalSeconds:0.0} s, "
            + $"{GC.GetTotalMemory(forceFullCollection: true) >> 20} MiB in use; a message waits "
            + $"{waits[waits.Count / 2]:0.0} ms (p50), {waits[waits.Count * 99 / 100]:0.0} ms (p99), "
            + $"{waits[^1]:0} ms at most");
    }

    /// <summary>The wait in the chain's mailbox, ms. An actor answers <see cref="Identify"/> in its turn.</summary>
    private static async Task<double> WaitOfAsync(TestNode node)
    {
        var asked = Stopwatch.GetTimestamp();
        await node.Refs.Chain.Ask<ActorIdentity>(new Identify(null));
        return Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
    }

    private async Task<TestNode> StartAsync(string file, string name, DeterministicSigner miner, int blocks)
    {
        using (var store = SqliteChainStore.Open(file, NetworkParameters.Demo)) Draw(store, miner, blocks);
        var node = await TestNode.StartAsync(
            Sys,
            name,
            miner,
            store: SqliteChainStore.Open(file, NetworkParameters.Demo),
            branches: Limits);
        UnderTest(node.Refs.Node);
        Assert.Equal(blocks, (await node.TipAsync()).Height);
        return node;
    }

    private static void Draw(SqliteChainStore store, DeterministicSigner miner, int blocks)
    {
        store.Relax();
        var ledger = new TestLedger(NetworkParameters.Demo, store);
        for (var i = 0; i < blocks; i++)
        {
            var next = BlockTemplate.On(ledger.State, ledger.Now, miner.PublicKey, mayBeEmpty: true)!;
            ledger.Submit(next.Finish(new NonceSearch(next).Slice(int.MaxValue)!.Value));
            ledger.ForgetEvents();
        }
        store.Settle();
    }
}
