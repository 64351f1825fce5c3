using System.Net;
using Akka.Event;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Actors.Net;

/// <summary>The messages between strangers' connections and the budget of answers.</summary>
public static class AnswersProtocol
{
    /// <summary>Sent by a connection: it needs a <see cref="Lease"/>, and sent so many bytes beyond the last.</summary>
    public sealed record Ask(PeerId Id, IPAddress Address, long Owed);

    /// <summary>Sent to a connection: it may send <see cref="AnswerBudget.LeaseBytes"/> of answers.</summary>
    public sealed class Lease : IDeadLetterSuppression
    {
        /// <summary>The only one.</summary>
        public static readonly Lease Instance = new();

        private Lease()
        {
        }
    }
}
