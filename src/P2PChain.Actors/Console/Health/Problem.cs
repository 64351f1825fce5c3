using System.Collections.Immutable;
using P2PChain.Actors.Net;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Sync;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Actors.Console.Health;

/// <summary>
/// A reason why a node is not healthy, as facts and figures. <see cref="Diagnosis"/> finds and ranks the problems. The
/// screen has a sentence for each, with the next step. docs/operations.md has a row for each.
/// </summary>
public abstract record Problem
{
    private Problem()
    {
    }

    /// <summary>Another node proved this node's key.</summary>
    /// <param name="Address">The other node's address.</param>
    public sealed record Twin(string Address) : Problem;

    /// <summary>In the last day a better chain took items from their holders, or replaced many or old blocks.</summary>
    /// <param name="Last">The last such rewrite.</param>
    /// <param name="Taken">The items that rewrites took from their holders.</param>
    public sealed record Rewritten(RewriteNews Last, ImmutableArray<ItemId> Taken) : Problem;

    /// <summary>A peer has a block of a rule set that this software does not know.</summary>
    /// <param name="Height">The block's height.</param>
    /// <param name="Version">The number of the rule set.</param>
    public sealed record Outdated(long Height, long Version) : Problem;

    /// <summary>A peer and this node plan to follow different rules.</summary>
    /// <param name="Height">The first block that they judge by different rules.</param>
    /// <param name="Address">The peer's address.</param>
    /// <param name="More">The number of further such peers.</param>
    public sealed record Splits(long Height, string Address, int More) : Problem;

    /// <summary>The ledger's disk is nearly full. The node ends when it is full.</summary>
    public sealed record DiskLow(long FreeBytes) : Problem;

    /// <summary>Transactions wait, and no block has come for minutes.</summary>
    /// <param name="Waiting">Their number.</param>
    /// <param name="For">The time for which they have waited.</param>
    /// <param name="MinesHere">Whether this node should mine them itself.</param>
    public sealed record Unmined(int Waiting, TimeSpan For, bool MinesHere) : Problem;

    /// <summary>No peer is connected.</summary>
    /// <param name="Dials">The dialled addresses. Those whose nodes refuse this one come first.</param>
    /// <param name="HasSeeds">Whether the node seeks peers by its seeds.</param>
    /// <param name="IsLanOn">Whether the node seeks peers on its local networks.</param>
    public sealed record Alone(ImmutableArray<DialView> Dials, bool HasSeeds, bool IsLanOn = false) : Problem;

    /// <summary>Only plain peers are connected, and nothing is exchanged with them.</summary>
    /// <param name="Address">The address of the first one.</param>
    /// <param name="More">The number of further ones.</param>
    public sealed record OnlyStrangers(string Address, int More) : Problem;

    /// <summary>The node at a listed address refuses this one. Other peers are connected.</summary>
    /// <param name="Address">The address of the first such node.</param>
    /// <param name="Reason">The reason that it told.</param>
    /// <param name="More">The number of further such nodes.</param>
    public sealed record Refused(string Address, string Reason, int More) : Problem;

    /// <summary>This node's clock differs from its peers' clocks.</summary>
    public sealed record ClockOff(ClockFinding Finding) : Problem;

    /// <summary>A block of the best chain is dated further ahead of this clock than nodes accept.</summary>
    /// <param name="By">The time by which the latest block is ahead of this clock.</param>
    /// <param name="AcceptedFrom">The time from which other nodes accept it, if this clock is right.</param>
    /// <param name="IsLast">Whether it is the last block.</param>
    public sealed record BlockDatedAhead(TimeSpan By, UnixTime AcceptedFrom, bool IsLast) : Problem;

    /// <summary>A waiting transaction is dated so far ahead of this clock that no block may hold it yet.</summary>
    /// <param name="Uid">Its item.</param>
    /// <param name="From">The earliest time of a block with it.</param>
    public sealed record ItemDatedAhead(ItemId Uid, UnixTime From) : Problem;

    /// <summary>A peer's headers follow the rules and beat our tip.</summary>
    /// <param name="Blocks">The number of blocks that this node lacks. More headers may follow.</param>
    /// <param name="Address">The address of the peer.</param>
    /// <param name="Step">The peers in step.</param>
    public sealed record Behind(long Blocks, string Address, InStep Step) : Problem;

    /// <summary>A peer claims a better chain, and its headers do not show it, or not yet.</summary>
    /// <param name="Height">The height that it claims.</param>
    /// <param name="Address">The address of the peer.</param>
    /// <param name="Claim">The check of the claim.</param>
    /// <param name="Step">The peers in step.</param>
    public sealed record Claimed(long Height, string Address, PeerClaim Claim, InStep Step) : Problem;

    /// <summary>No peer has this node's tip, and one has another block at the same height.</summary>
    public sealed record Divided(long Height, InStep Step) : Problem;

    /// <summary>No peer has this node's tip, and none claims a better chain.</summary>
    public sealed record Ahead(InStep Step) : Problem;

    /// <summary>A plain peer's chain and ours name different holders.</summary>
    /// <param name="Address">The peer's address.</param>
    /// <param name="First">One item, with the reason.</param>
    /// <param name="More">The number of further lines that <c>peers</c> shows.</param>
    public sealed record Diverged(string Address, string First, int More) : Problem;

    /// <summary>A plain peer does not send its chain. Nothing is exchanged with it.</summary>
    /// <param name="Address">The address of the first such peer.</param>
    /// <param name="For">The time for which its chain is awaited.</param>
    /// <param name="More">The number of further such peers.</param>
    public sealed record PlainChainMissing(string Address, TimeSpan For, int More) : Problem;

    /// <summary>A plain peer lacks many of our blocks.</summary>
    /// <param name="Peer">The peer that lacks most.</param>
    /// <param name="More">The number of further such peers.</param>
    public sealed record PlainBacklog(PeerView Peer, int More) : Problem;

    /// <summary>A plain peer's chain has items that this node cannot read.</summary>
    /// <param name="Address">The address of the first such peer.</param>
    /// <param name="Items">A phrase that counts and names them.</param>
    /// <param name="More">The number of further such peers.</param>
    public sealed record PlainUnreadable(string Address, string Items, int More) : Problem;
}
