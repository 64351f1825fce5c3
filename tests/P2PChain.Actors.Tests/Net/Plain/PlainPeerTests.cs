using Akka.Actor;
using P2PChain.Actors.Console;
using P2PChain.Actors.Node;
using P2PChain.Core.Model;
using P2PChain.Core.Storage;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net.Plain;

/// <summary>
/// docs/protocol.md, plain peers: nodes of the original network join ours, and work done at either is seen at both.
/// </summary>
public sealed class PlainPeerTests(ITestOutputHelper output) : PlainStage(output)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Work_done_at_either_is_seen_at_both_whoever_dialled(bool weDial)
    {
        var (a, b) = (await OursAsync("a", TestKeys.Alice), await OursAsync("b", TestKeys.Bob));
        await b.ConnectAsync(a.Refs.Listens);
        await using var plain = Theirs(TestKeys.Carol);
        Assert.True(plain.Work(TransactionType.Request, "before-1", "before-2"));
        await WorkAsync(a, TransactionType.Request, "laptop-001");
        if (weDial) Assert.IsType<AnswerProtocol.Connected>(await a.ConnectAsync(plain.Listens));
        else await plain.DialAsync(a.Refs.Listens);
        Assert.Equal(3, (await OneCustodyAsync([a, b], [plain])).Count);
        await WorkAsync(b, TransactionType.Request, "van-2");
        Assert.True(plain.Work(TransactionType.Release, "laptop-001"));
        await AwaitAssertAsync(
            async () => Assert.Equal(["before-1", "before-2", "van-2"], (await OneCustodyAsync([a, b], [plain])).Keys),
            Patience);
        Assert.Equal(TestKeys.Bob.PublicKey.Hex, (await OneCustodyAsync([a, b], [plain]))["van-2"]);
    }

    [Fact]
    public async Task It_is_converged_with_again_after_restarts_of_either()
    {
        var store = new MemoryChainStore();
        var a = await OursAsync("a", TestKeys.Alice, store);
        var plain = Theirs(TestKeys.Carol);
        await a.ConnectAsync(plain.Listens);
        await WorkAsync(a, TransactionType.Request, "laptop-001", "key-7");
        Assert.True(plain.Work(TransactionType.Request, "mouse-1"));
        await OneCustodyAsync([a], [plain]);

        // Such a node keeps its chain in memory: it comes back with nothing.
        var port = plain.Listens.Port;
        await plain.DisposeAsync();
        plain = Theirs(TestKeys.Carol, port);
        Assert.True(plain.Work(TransactionType.Request, "other-1"));
        await WorkAsync(a, TransactionType.Release, "key-7");
        await AwaitAssertAsync(
            async () => Assert.Equal(["laptop-001", "mouse-1", "other-1"], (await OneCustodyAsync([a], [plain])).Keys),
            Patience);

        await StopAsync(a);
        Assert.True(plain.Work(TransactionType.Release, "laptop-001"));
        a = await OursAsync("a2", TestKeys.Alice, store);
        await plain.DialAsync(a.Refs.Listens);
        await AwaitAssertAsync(
            async () => Assert.Equal(["mouse-1", "other-1"], (await OneCustodyAsync([a], [plain])).Keys), Patience);
        await plain.DisposeAsync();
    }

    [Fact]
    public async Task What_was_lost_because_it_mined_the_very_index_comes_through()
    {
        var a = await OursAsync("a", TestKeys.Alice);
        await using var plain = Theirs(TestKeys.Carol);
        await a.ConnectAsync(plain.Listens);
        await OneCustodyAsync([a], [plain]);
        // Both work at once, so that pushes and its own blocks cross on their way.
        for (var i = 0; i < 15; i++)
        {
            var typed = WorkAsync(a, TransactionType.Request, $"ours-{i}");
            while (!typed.IsCompleted)
            {
                plain.Work(TransactionType.Request, $"theirs-{i}");
                plain.Work(TransactionType.Release, $"theirs-{i}");
                await Task.WhenAny(typed, Task.Delay(20));
            }
            await typed;
        }
        await AwaitAssertAsync(async () => Assert.Equal(15, (await OneCustodyAsync([a], [plain])).Count), Patience);
    }

    [Fact]
    public async Task What_cannot_be_reconciled_is_shown_with_its_reason()
    {
        var a = await OursAsync("a", TestKeys.Alice);
        await using var plain = Theirs(TestKeys.Carol, clockAhead: -60);
        await a.ConnectAsync(plain.Listens);
        await WorkAsync(a, TransactionType.Request, "laptop-001");
        await OneCustodyAsync([a], [plain]);
        Assert.True(plain.Work(TransactionType.Release, "laptop-001"));
        await AwaitAssertAsync(async () => Assert.Equal("laptop-001 (that peer's clock is 60 s behind)", Assert.Single((await PlainViewAsync(a)).Plain!.Diverged)), Patience);
        // Once it moves on our side so that both agree, it is shown no longer.
        await WorkAsync(a, TransactionType.Release, "laptop-001");
        await AwaitAssertAsync(async () => Assert.Empty((await PlainViewAsync(a)).Plain!.Diverged), Patience);
    }

    [Fact]
    public async Task A_transaction_with_a_note_is_not_pushed_and_that_is_shown()
    {
        var a = await OursAsync("a", TestKeys.Alice);
        await using var plain = Theirs(TestKeys.Carol);
        await a.ConnectAsync(plain.Listens);
        var screen = CreateTestProbe();
        a.Tell(TestNode.Request(1, "laptop-001") with { Note = "for the fair" }, screen);
        await screen.ExpectMsgAsync<ConsoleProtocol.Reply>(Patience);
        await screen.ExpectMsgAsync<ConsoleProtocol.Reply>(Patience);
        await WorkAsync(a, TransactionType.Request, "van-2");
        await AwaitAssertAsync(
            async () => Assert.Equal(
                "laptop-001 (what moved it here carries a note, which that peer cannot read)",
                Assert.Single((await PlainViewAsync(a)).Plain!.Diverged)),
            Patience);
        Assert.Equal(["van-2"], plain.Look(chain => chain.Allocated.Keys.ToList()));
    }

    [Fact]
    public async Task In_a_network_with_a_name_nothing_is_exchanged_and_the_peer_stays()
    {
        var a = await OursAsync("a", TestKeys.Alice, network: NetworkParameters.Demo with { Name = "north-1" });
        await using var plain = Theirs(TestKeys.Carol);
        await a.ConnectAsync(plain.Listens);
        Assert.True(plain.Work(TransactionType.Request, "mouse-1"));
        await WorkAsync(a, TransactionType.Request, "laptop-001");
        Assert.False((await PlainViewAsync(a)).IsExtended);
        Assert.Equal(["laptop-001"], (await a.HeldAsync()).Keys);
        Assert.Equal(["mouse-1"], plain.Look(chain => chain.Allocated.Keys.ToList()));
    }

    private Task<Akka.Done> StopAsync(TestNode node)
    {
        StopsAmid(node.Refs.Node);
        return node.Refs.Node.Ask<Akka.Done>(NodeProtocol.Stop.Instance, Patience);
    }
}
