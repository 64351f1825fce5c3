using System.Net;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Peer;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net;

/// <summary>The slots of a network that lists keys. docs/protocol.md: limits.</summary>
public sealed class PeerRegistryTests(ITestOutputHelper output) : ActorSpec(output)
{
    private static readonly NetworkParameters Closed = NetworkParameters.Demo with
    {
        Name = "office",
        Members = [TestKeys.Bob.PublicKey],
    };

    private readonly PeerRegistry _peers =
        new(TestKeys.Alice.PublicKey, Closed, new PeerSettings { InboundMax = 2, PerAddressMax = 1 });

    private Moment _now = new(1_000);

    [Fact]
    public void Strangers_get_three_quarters_of_the_slots_where_keys_are_listed()
    {
        var peers = new PeerRegistry(
            TestKeys.Alice.PublicKey, Closed, new PeerSettings { InboundMax = 8, PerAddressMax = 1 });
        for (var i = 1; i <= 6; i++)
        {
            var key = DeterministicSigner.Named($"stranger {i}").PublicKey;
            Assert.IsType<Judgement.Admit>(Judge(Meet(i, peers), key, peers: peers));
        }

        var seventh = DeterministicSigner.Named("stranger 7").PublicKey;
        Assert.Equal(PeerFaultCode.Full, Fault(Judge(Meet(7, peers), seventh, peers: peers)));
        var listed = Assert.IsType<Judgement.Admit>(
            Judge(Meet(8, peers), TestKeys.Bob.PublicKey, peers: peers));
        Assert.Null(listed.Replaced);
    }

    [Fact]
    public void When_the_room_for_handshakes_is_full_the_oldest_handshake_gives_way()
    {
        var rooms = 2 + PeerSettings.StrangersMax;
        var ids = Enumerable.Range(1, rooms).Select(i => Meet(i)).ToList();
        Assert.Null(_peers.Meet(Address(200), isDiscouraged: false, _now, out var crowdedOut));
        Assert.Equal(_peers.RefOf(ids[0]), crowdedOut);
        Meet(200);
        Assert.Null(_peers.Meet(Address(201), isDiscouraged: false, _now, out crowdedOut));
        Assert.Equal(_peers.RefOf(ids[1]), crowdedOut);
        Assert.IsType<Judgement.Reject>(Judge(ids[0], TestKeys.Carol.PublicKey)); // it is ending
    }

    [Fact]
    public void A_slow_handshake_gives_way_to_another_one_of_its_address()
    {
        var slow = Meet(1);
        Assert.NotNull(_peers.Meet(Address(1), isDiscouraged: false, _now, out var crowdedOut));
        Assert.Null(crowdedOut);
        _now = _now.Plus(TimeSpan.FromSeconds(3));
        Assert.Null(_peers.Meet(Address(1), isDiscouraged: false, _now, out crowdedOut));
        Assert.Equal(_peers.RefOf(slow), crowdedOut);
    }

    [Fact]
    public void A_proven_listed_key_takes_the_slot_of_the_newest_stranger()
    {
        Stranger(1);
        var newest = Stranger(2);
        var admitted = Assert.IsType<Judgement.Admit>(Judge(Meet(3), TestKeys.Bob.PublicKey));
        Assert.Equal(_peers.RefOf(newest), admitted.Replaced?.Peer);
        Assert.Equal(PeerFaultCode.Full, admitted.Replaced?.Why.Code);
    }

    [Fact]
    public void A_discouraged_connection_goes_before_a_stranger()
    {
        var discouraged = Stranger(1);
        Stranger(2);
        _peers.Discourage(new Culprit.OfAddress(AddressGroup.Of(Address(1))));
        var admitted = Assert.IsType<Judgement.Admit>(Judge(Meet(3), TestKeys.Bob.PublicKey));
        Assert.Equal(_peers.RefOf(discouraged), admitted.Replaced?.Peer);
        Assert.Equal(PeerFaultCode.Discouraged, admitted.Replaced?.Why.Code);
    }

    [Theory]
    [InlineData(false, true)] // the key is only claimed
    [InlineData(true, false)] // it is not listed
    public void Any_other_key_finds_the_node_full(bool isProven, bool isListed)
    {
        Stranger(1);
        Stranger(2);
        var key = (isListed ? TestKeys.Bob : TestKeys.Carol).PublicKey;
        Assert.Equal(PeerFaultCode.Full, Fault(Judge(Meet(3), key, isProven)));
    }

    [Fact]
    public void Listed_peers_do_not_give_way_to_each_other()
    {
        var peers = new PeerRegistry(
            TestKeys.Alice.PublicKey,
            Closed with { Members = [TestKeys.Bob.PublicKey, TestKeys.Carol.PublicKey] },
            new PeerSettings { InboundMax = 1 });
        Judge(Meet(1, peers), TestKeys.Bob.PublicKey, peers: peers);
        Assert.Equal(PeerFaultCode.Full, Fault(Judge(Meet(2, peers), TestKeys.Carol.PublicKey, peers: peers)));
    }

    [Theory]
    [InlineData(PeerFaultCode.TooManyFromAddress, true)]
    [InlineData(PeerFaultCode.Full, true)]
    [InlineData(PeerFaultCode.WeClose, false)] // this node stops
    public void A_bound_on_strangers_does_not_apply_to_a_proven_listed_key(PeerFaultCode refusal, bool isAdmitted)
    {
        var judged = Judge(Meet(1, refusal: new PeerFault(refusal)), TestKeys.Bob.PublicKey);
        Assert.Equal(isAdmitted, judged is Judgement.Admit);
    }

    [Fact]
    public void A_proven_listed_key_answers_for_itself_and_its_address_does_not()
    {
        var (listed, stranger) = (Meet(1), Meet(1));
        Judge(listed, TestKeys.Bob.PublicKey);
        Judge(stranger, TestKeys.Carol.PublicKey);
        Assert.Equal(
            new Culprit.OfKey(TestKeys.Bob.PublicKey),
            _peers.CulpritOf(listed, isNamed: false, static _ => false));
        Assert.Equal(
            new Culprit.OfAddress(AddressGroup.Of(Address(1))),
            _peers.CulpritOf(stranger, isNamed: false, static _ => false));
    }

    [Fact]
    public void A_discouraged_address_of_a_listed_key_gets_no_slot_in_a_full_house()
    {
        Stranger(1);
        Stranger(2);
        Assert.Equal(PeerFaultCode.Discouraged, Fault(Judge(Meet(3, isDiscouraged: true), TestKeys.Bob.PublicKey)));
    }

    private static IPAddress Address(int number) => IPAddress.Parse($"192.0.2.{number}");

    private static PeerFaultCode Fault(Judgement judged) =>
        Assert.IsType<Judgement.Reject>(judged).Fault.Code;

    private PeerId Stranger(int number)
    {
        var id = Meet(number);
        var key = DeterministicSigner.Named($"stranger {number}").PublicKey;
        Assert.IsType<Judgement.Admit>(Judge(id, key));
        return id;
    }

    private PeerId Meet(
        int number, PeerRegistry? peers = null, bool isDiscouraged = false, PeerFault? refusal = null)
    {
        peers ??= _peers;
        var id = peers.NextId();
        var actor = CreateTestProbe().Ref;
        var remote = new IPEndPoint(Address(number), 50_000);
        var context = new PeerContext(
            id, remote, false, default, (ulong)number, null!, new PeerSettings(), null!, null!, null!,
            () => default);
        peers.Add(new PeerEntry(context, actor, isDiscouraged, refusal, _now));
        return id;
    }

    private Judgement Judge(PeerId id, PublicKey key, bool isProven = true, PeerRegistry? peers = null) =>
        (peers ?? _peers).Judge(new PeerProtocol.Introduce(id, key) { IsProven = isProven, Nonce = 99 });
}
