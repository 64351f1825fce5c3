using System.Collections.Immutable;
using System.Net;
using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Plain;

/// <summary>
/// Answers requests for the whole chain. The line is encoded once per tip. The answers to one address are bounded in
/// number and in bytes.
/// </summary>
/// <remarks>Excess is ignored, never punished; the loopback is exempt. Source: docs/protocol.md, plain peers.</remarks>
public sealed class ChainResponses
{
    /// <summary>Bytes for one address in an hour.</summary>
    public const long BytesPerHourMax = 32L << 20;

    /// <summary>Between two answers to one address: a node of the original network asks at its start.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private const int AddressesMax = 1024;

    // The members of a block besides its transactions take at least this. So a chain that cannot fit is not read.
    private const long HeaderBytesAtLeast = 500;

    private readonly RecentlyUsed<AddressGroup, Served> _served = new(AddressesMax);
    private byte[]? _line;
    private Hash256? _tip;

    /// <summary>The encoded line for an address; null if it gets none.</summary>
    public byte[]? Answer(ChainState chain, IPAddress asker, Moment now)
    {
        var group = AddressGroup.Of(asker);
        var isCurrent = _served.TryGet(group, out var served) && now.Since(served.HourBegan) < Hour;
        var before = isCurrent ? served : new Served(null, now, 0);
        var isTooSoon = before.Last is { } last && now.Since(last) < Every;
        if (!IPAddress.IsLoopback(asker) && (isTooSoon || before.Bytes >= BytesPerHourMax)) return null;
        if (_tip != chain.Tip.Hash)
        {
            _line = Encode(chain);
            _tip = chain.Tip.Hash;
        }

        _served.Set(group, before with { Last = now, Bytes = before.Bytes + (_line?.Length ?? 0) });
        return _line;
    }

    private static byte[]? Encode(ChainState chain)
    {
        if ((chain.Tip.Height + 1) * HeaderBytesAtLeast > Limits.LineBytesMax) return null;
        var blocks = ImmutableArray.CreateBuilder<Block>();
        var bytes = 0L;
        for (var height = 0L; height <= chain.Tip.Height && bytes <= Limits.LineBytesMax; height++)
        {
            var block = chain.FindBlock(chain.Tree.AtHeight(height)!.Hash)!;
            bytes += block.TransactionBytes;
            blocks.Add(block);
        }
        var answer = new Message.ChainResponse(blocks.ToImmutable());
        return bytes <= Limits.LineBytesMax && answer.FitsLine ? MessageCodec.Encode(answer, null) : null;
    }

    private readonly record struct Served(Moment? Last, Moment HourBegan, long Bytes);
}
