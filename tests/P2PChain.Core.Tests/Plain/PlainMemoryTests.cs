using System.Text;
using P2PChain.Core.Plain;
using P2PChain.Core.Wire;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Plain;

/// <summary>Measures the process's memory, so it runs while no other test does.</summary>
[Collection(Alone.Name)]
public sealed class PlainMemoryTests
{
    [Fact]
    public void A_chain_of_64_MiB_is_followed_in_less_than_12_MiB()
    {
        var (peer, reader, before) = (
            new PlainPeer(new PlainTimes()), new ChainResponseReader(), GC.GetTotalMemory(forceFullCollection: true));
        peer.OnAsked(default);
        reader.Append("""{"type": "chain_response", "payload": {"chain": ["""u8);
        var (bytes, blocks, peak) = (0L, 0, 0L);
        while (bytes < 66_000_000)
        {
            // 90,000 items, which is nearly all that are followed.
            var block = Encoding.ASCII.GetBytes(
                (blocks == 0 ? "" : ", ") + PlainPeerTests.BlockText(blocks, $"item-{blocks % 90_000}"));
            reader.Append(block);
            bytes += block.Length;
            while (reader.TryRead(out var text))
            {
                Assert.True(PlainBlockJson.TryRead(text, out var read, out var fault), fault?.ToString());
                peer.OnRead(read);
            }
            if (++blocks % 10_000 == 0) peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        peer.OnReadEnd(default);
        Assert.Equal((blocks, true), (peer.Length, peer.MayPush));
        Assert.InRange(peak, 1, 12 << 20);
    }
}
