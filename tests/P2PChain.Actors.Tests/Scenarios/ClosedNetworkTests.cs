using System.Net;
using Akka.TestKit;
using P2PChain.Actors.Console;
using P2PChain.Core.Custody;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Scenarios;

/// <summary>A network that lists its members and miners: each node does what its key may do, and none ends.</summary>
public sealed class ClosedNetworkTests(ITestOutputHelper output) : ActorSpec(output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly NetworkParameters Network = new()
    {
        Name = "offices",
        Members = [.. new[] { TestKeys.Alice.PublicKey, TestKeys.Bob.PublicKey }.Order()],
        Miners = [TestKeys.Bob.PublicKey],
    };

    [Fact] // rules T7, H9
    public async Task A_member_that_may_not_mine_waits_for_the_miner_and_an_observer_looks_on()
    {
        var (miner, observer) = (await StartAsync("miner", TestKeys.Bob), await StartAsync("observer", TestKeys.Carol));
        var member = await StartAsync("member", TestKeys.Alice, MiningMode.Continuous, miner.Refs.Listens);
        Assert.IsType<AnswerProtocol.Connected>(await observer.ConnectAsync(member.Refs.Listens));
        await AwaitAssertAsync(async () => Assert.Equal(2, (await StatusAsync(member)).Peers.Length), Patience);
        var screen = CreateTestProbe();
        member.Tell(TestNode.Request(1, "laptop-001"), screen);
        Assert.IsType<AnswerProtocol.Accepted>((await screen.ExpectMsgAsync<ConsoleProtocol.Reply>(Patience)).Result);
        Assert.IsType<AnswerProtocol.Confirmed>((await screen.ExpectMsgAsync<ConsoleProtocol.Reply>(Patience)).Result);
        await AwaitAssertAsync(
            async () => Assert.Equal(TestKeys.Alice.PublicKey, (await observer.HeldAsync()).GetValueOrDefault("laptop-001")), Patience);

        await RefusedAsync(observer, TestNode.Request(2, "key-7"), screen);
        await RefusedAsync(observer, new ConsoleProtocol.Release(3, ItemId.Parse("laptop-001")), screen);
        Assert.Equal(new Standing(true, false, false), (await StatusAsync(member)).Standing);
        Assert.Equal(new Standing(true, true, false), (await StatusAsync(miner)).Standing);
        Assert.Equal(new Standing(false, false, false), (await StatusAsync(observer)).Standing);
        Assert.All([miner, member, observer], node => Assert.False(node.Refs.Failed.IsCompleted));
    }

    [Fact] // rule H9
    public async Task A_node_whose_key_is_in_no_list_keeps_what_others_wait_for_and_does_not_mine_it()
    {
        var observer = await StartAsync("observer", TestKeys.Carol, MiningMode.Continuous);
        var member = await StartAsync("member", TestKeys.Alice, MiningMode.OnDemand, observer.Refs.Listens);
        await AwaitAssertAsync(async () => Assert.Single((await StatusAsync(member)).Peers), Patience);
        var screen = CreateTestProbe();
        member.Tell(TestNode.Request(1, "laptop-001"), screen);
        Assert.IsType<AnswerProtocol.Accepted>((await screen.ExpectMsgAsync<ConsoleProtocol.Reply>(Patience)).Result);
        await AwaitAssertAsync(async () => Assert.Equal(1, (await observer.StatusAsync()).Waiting), Patience);
        await screen.ExpectNoMsgAsync(MiningPolicy.StrandedAfter + TimeSpan.FromSeconds(2)); // by then a miner would have mined it
        Assert.Equal(0, (await observer.TipAsync()).Height);
        Assert.All([member, observer], node => Assert.False(node.Refs.Failed.IsCompleted));
    }

    private static async Task RefusedAsync(TestNode node, ConsoleProtocol.Command command, TestProbe screen)
    {
        node.Tell(command, screen);
        var reply = await screen.ExpectMsgAsync<ConsoleProtocol.Reply>(Patience);
        Assert.True(reply.IsLast);
        Assert.Equal(RefusalReason.NotMember, Assert.IsType<AnswerProtocol.Refused>(reply.Result).Refusal.Reason);
    }

    private async Task<AnswerProtocol.Status> StatusAsync(TestNode node)
    {
        var screen = CreateTestProbe();
        node.Tell(new ConsoleProtocol.GetStatus(9), screen);
        return Assert.IsType<AnswerProtocol.Status>(
            (await screen.ExpectMsgAsync<ConsoleProtocol.Reply>(Patience)).Result);
    }

    private async Task<TestNode> StartAsync(
        string name, DeterministicSigner signer, MiningMode mining = MiningMode.OnDemand, IPEndPoint? peer = null)
    {
        var settings = new NodeSettings
        {
            Network = Network,
            Mining = mining,
            Peers = peer is null ? [] : [new HostPort(peer.Address.ToString(), peer.Port)],
        };
        var node = await TestNode.StartAsync(Sys, name, signer, settings);
        UnderTest(node.Refs.Node);
        return node;
    }
}
