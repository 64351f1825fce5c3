using System.Collections.Immutable;
using Akka.Event;
using P2PChain.Actors.Metrics;
using P2PChain.Actors.Net;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Actors.Tests.Net;

public sealed class PeerHistoryTests
{
    [Fact]
    public void A_discouraged_key_is_shown_with_its_name()
    {
        var key = TestKeys.Bob.PublicKey;
        var names = new KeyNames(ImmutableDictionary<PublicKey, string>.Empty.Add(key, "Lyon office"));
        var (history, now) = (new PeerHistory(NoLogger.Instance, names, new NodeMeter()), new Moment(1_000));
        var fault = new PeerFault(PeerFaultCode.InvalidBlock);
        Assert.True(history.Judge(new Culprit.OfKey(key), fault, isExtended: true, now));
        Assert.Equal($"key Lyon office ({key.Short})", Assert.Single(history.View(now).Discouraged).Address);
    }
}
