using System.Collections.Immutable;
using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Core.Primitives;
using P2PChain.Core.Sync;
using static P2PChain.Actors.Console.AnswerProtocol;

namespace P2PChain.Actors.Console;

/// <summary>The sync commands that wait for their result.</summary>
internal sealed class SyncWatches
{
    // A peer answers a ping and the first question for headers in less.
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<Watch> _all = [];

    /// <summary>Whether none waits.</summary>
    public bool IsEmpty => _all.Count == 0;

    /// <summary>A person wants to sync.</summary>
    public void Add(long id, IActorRef screen, Moment now) => _all.Add(new Watch(id, screen, now));

    /// <summary>
    /// The commands that have their result: each peer has our tip, or each claim to a better chain is checked, or the
    /// time is over.
    /// </summary>
    public IEnumerable<(IActorRef Screen, ConsoleProtocol.Reply Reply)> Take(State state, Moment now)
    {
        var result = state.Result();
        var isOpen = result.Answers.Any(
            static answer => answer.Check.State is ClaimState.Unchecked or ClaimState.Shown);
        var done = _all.FindAll(watch => result.PeersInStep == result.PeersAsked
            || now.Since(watch.Since) >= (isOpen ? Patience : AnswersWithin));
        _all.RemoveAll(done.Contains);
        return done.Select(watch => (watch.Screen, new ConsoleProtocol.Reply(watch.Id, result, IsLast: true)));
    }

    /// <summary>The answers of the node's actors.</summary>
    public sealed record State(
        ChainProtocol.ChainTip Tip, ImmutableArray<PeerView> Connected, ImmutableArray<PeerClaim> Claims)
    {
        /// <summary>The result as it is now.</summary>
        public SyncResult Result()
        {
            var claims = Claims.ToDictionary(static claim => claim.Peer);
            var answers = Connected.Where(static peer => peer.IsExtended).Select(peer => new SyncAnswer(
                peer.Address, peer.Height, peer.Tip == Tip.Hash, claims.GetValueOrDefault(peer.Id))).ToImmutableArray();
            return new SyncResult(Tip, answers.Count(static answer => answer.IsInStep), answers.Length)
            {
                PlainPeers = Connected.Length - answers.Length,
                Answers = answers,
            };
        }
    }

    private sealed record Watch(long Id, IActorRef Screen, Moment Since);
}
