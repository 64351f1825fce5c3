using System.Collections.Immutable;
using P2PChain.Actors.Net;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using static P2PChain.Actors.Console.AnswerProtocol;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Actors.Console;

/// <summary>The messages to the console's actor. A screen parses the lines and formats the answers.</summary>
public static class ConsoleProtocol
{
    /// <summary>
    /// Sent by a screen. Answered with one <see cref="Reply"/> or several; the last one has <see cref="Reply.IsLast"/>.
    /// If a confirmed transaction is superseded later, that is news.
    /// </summary>
    /// <param name="Id">Chosen by the screen; repeated by every reply.</param>
    public abstract record Command(long Id);

    /// <summary>
    /// Answered with <see cref="Accepted"/> and <see cref="Confirmed"/> for each item, or <see cref="Refused"/>.
    /// </summary>
    /// <param name="Id">Chosen by the screen.</param>
    /// <param name="Uids">The items, at least one.</param>
    /// <param name="Note">Text shown to people; null for none.</param>
    /// <exception cref="ArgumentException">The note breaks rule T6.</exception>
    public sealed record Request(long Id, ImmutableArray<ItemId> Uids, string? Note = null) : Command(Id)
    {
        /// <summary>Text shown to people; null for none.</summary>
        public string? Note { get; init => field = Good(value); } = Good(Note);

        private static string? Good(string? note) => note is null || TransactionChecks.IsNote(note)
            ? note
            : throw new ArgumentException("A note has 1-256 printable characters.", nameof(note));
    }

    /// <summary>Answered like <see cref="Request"/>.</summary>
    public sealed record Release(long Id, ItemId Uid) : Command(Id);

    /// <summary>Answered with <see cref="Items"/>.</summary>
    public sealed record ListItems(long Id, bool AreHeld) : Command(Id);

    /// <summary>
    /// Answered with <see cref="Held"/>, <see cref="HolderNotFound"/>, or <see cref="BlockNotFound"/>.
    /// </summary>
    /// <param name="Id">Chosen by the screen.</param>
    /// <param name="By">The holder; null for all.</param>
    /// <param name="At">The state; null for the present one.</param>
    public sealed record ListHeld(long Id, KeyPrefix? By, AsOf? At) : Command(Id)
    {
        /// <summary>Whether the holder is this node.</summary>
        public bool AreOwn { get; init; }
    }

    /// <summary>Answered with <see cref="ItemView"/> or <see cref="ItemNotFound"/>.</summary>
    public sealed record ShowItem(long Id, ItemId Uid) : Command(Id);

    /// <summary>Answered with <see cref="ItemHistory"/> or <see cref="ItemNotFound"/>.</summary>
    public sealed record ShowHistory(long Id, ItemId Uid) : Command(Id);

    /// <summary>Answered with <see cref="BlockView"/> or <see cref="BlockNotFound"/>.</summary>
    public sealed record ShowBlock(long Id, BlockName Name) : Command(Id);

    /// <summary>Answered with <see cref="Pool"/>.</summary>
    /// <param name="Id">Chosen by the screen.</param>
    /// <param name="Skip">How many of the first are left out, 0 or more.</param>
    /// <param name="Max">How many are wanted, at most 1,000.</param>
    public sealed record ListPool(long Id, int Skip, int Max) : Command(Id);

    /// <summary>Answered with <see cref="TransactionView"/> or <see cref="TransactionNotFound"/>.</summary>
    public sealed record Explain(long Id, HashPrefix TxId) : Command(Id);

    /// <summary>Answered with <see cref="Connected"/> or <see cref="NotConnected"/>.</summary>
    public sealed record Connect(long Id, string Host, int Port) : Command(Id);

    /// <summary>Answered with <see cref="Disconnected"/>. The address is no longer dialled.</summary>
    public sealed record Disconnect(long Id, string Host, int Port) : Command(Id);

    /// <summary>Answered with <see cref="Banned"/>.</summary>
    public sealed record MakeBan(long Id, BanProtocol.MakeBan Wish) : Command(Id);

    /// <summary>Answered with <see cref="Unbanned"/>.</summary>
    public sealed record LiftBan(long Id, BanProtocol.LiftBan Wish) : Command(Id);

    /// <summary>Answered with <see cref="Bans"/>.</summary>
    public sealed record ListBans(long Id) : Command(Id);

    /// <summary>Answered with <see cref="Peers"/>.</summary>
    public sealed record ListPeers(long Id) : Command(Id);

    /// <summary>Answered with <see cref="SyncResult"/> when every peer has our tip, or after ten seconds.</summary>
    public sealed record Sync(long Id) : Command(Id);

    /// <summary>Answered with <see cref="Status"/>.</summary>
    public sealed record GetStatus(long Id) : Command(Id);

    /// <summary>Answered with <see cref="Identity"/>.</summary>
    public sealed record WhoAmI(long Id) : Command(Id);

    /// <summary>An answer to a command.</summary>
    public sealed record Reply(long Id, IResult Result, bool IsLast);

    /// <summary>
    /// Sent by a screen that wants <see cref="INews"/>. It is told the connected peers at once. Not answered.
    /// </summary>
    public sealed record Watch
    {
        /// <summary>The only one there is.</summary>
        public static readonly Watch Instance = new();
    }

    /// <summary>
    /// Sent by a screen that waits for peers. Answered with <see cref="Reach"/>, after all earlier replies and news.
    /// </summary>
    public sealed record GetReach
    {
        /// <summary>The only one there is.</summary>
        public static readonly GetReach Instance = new();
    }

    /// <summary>How far our chain has reached the peers, as they last told.</summary>
    /// <param name="HasPeers">Whether this node dials any address, or has seeds.</param>
    /// <param name="IsInStep">Whether a peer there has our tip. A plain peer tells no tip and counts.</param>
    /// <param name="Height">The height of our highest block that a peer has; 0 if none has one.</param>
    public sealed record Reach(bool HasPeers, bool IsInStep, long Height)
    {
        /// <summary>Whether an extended peer is connected.</summary>
        public bool IsConnected { get; init; }

        /// <summary>Whether only plain peers are connected. They do not tell which blocks they have.</summary>
        public bool IsAmongPlainPeers { get; init; }
    }
}
