using System.Collections.Immutable;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using static P2PChain.Actors.Console.AnswerProtocol;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Actors.Console;

/// <summary>What the console's actor understands. A screen reads the lines and draws the answers.</summary>
public static class ConsoleProtocol
{
    /// <summary>
    /// Sent by a screen. Answered with one <see cref="Reply"/> or several; the last one has <see cref="Reply.IsLast"/>.
    /// A confirmed transaction may later be superseded: that comes as news.
    /// </summary>
    /// <param name="Id">Chosen by the screen; repeated by every reply.</param>
    public abstract record Command(long Id);

    /// <summary>Answered with <see cref="Accepted"/> and <see cref="Confirmed"/> per item, or <see cref="Refused"/>.</summary>
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

    /// <summary>Answered with <see cref="ItemView"/> or <see cref="ItemNotFound"/>.</summary>
    public sealed record ShowItem(long Id, ItemId Uid) : Command(Id);

    /// <summary>Answered with <see cref="ItemHistory"/> or <see cref="ItemNotFound"/>.</summary>
    public sealed record ShowHistory(long Id, ItemId Uid) : Command(Id);

    /// <summary>Answered with <see cref="Connected"/> or <see cref="NotConnected"/>.</summary>
    public sealed record Connect(long Id, string Host, int Port) : Command(Id);

    /// <summary>Answered with <see cref="Disconnected"/>; the address is no longer dialled.</summary>
    public sealed record Disconnect(long Id, string Host, int Port) : Command(Id);

    /// <summary>Answered with <see cref="Peers"/>.</summary>
    public sealed record ListPeers(long Id) : Command(Id);

    /// <summary>Answered with <see cref="SyncResult"/> when in step with every peer, or after ten seconds.</summary>
    public sealed record Sync(long Id) : Command(Id);

    /// <summary>Answered with <see cref="Status"/>.</summary>
    public sealed record GetStatus(long Id) : Command(Id);

    /// <summary>An answer to a command.</summary>
    public sealed record Reply(long Id, IResult Result, bool IsLast);

    /// <summary>Sent by a screen that wants <see cref="INews"/> from now on, and hears of those who are connected first. Not answered.</summary>
    public sealed record Watch
    {
        /// <summary>The only one there is.</summary>
        public static readonly Watch Instance = new();
    }

    /// <summary>Sent by a screen that waits for peers. Answered with <see cref="Reach"/>, after all replies and news from before.</summary>
    public sealed record GetReach
    {
        /// <summary>The only one there is.</summary>
        public static readonly GetReach Instance = new();
    }

    /// <summary>How far this node's chain has come, by the last words of its peers.</summary>
    /// <param name="HasPeers">Whether this node dials any address.</param>
    /// <param name="IsInStep">Whether a peer at one of them has our tip. A plain peer tells no tip: being connected is enough.</param>
    /// <param name="Height">Of the highest of our blocks that a peer has; 0 when none has one.</param>
    public sealed record Reach(bool HasPeers, bool IsInStep, long Height)
    {
        /// <summary>Whether a peer is connected, by whatever address. Plain peers do not count: they tell no tip.</summary>
        public bool IsConnected { get; init; }

        /// <summary>Whether plain peers are connected and no others: then it cannot be known that a peer has a block.</summary>
        public bool IsAmongPlainPeers { get; init; }
    }
}
