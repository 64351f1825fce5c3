using System.Collections.Immutable;
using Akka.Actor;
using P2PChain.Core.Dialling;

namespace P2PChain.Actors.Net.Discovery.Lan;

/// <summary>The parameters of the discovery on the local network.</summary>
/// <param name="Udp">Understands <c>Akka.IO.Udp</c>'s messages.</param>
/// <param name="Links">Reads the local networks of this machine.</param>
/// <param name="Announcement">This node's announcement. The port is the one that it listens on.</param>
/// <param name="Random">This actor's own source.</param>
internal sealed record LanContext(
    IActorRef Udp, Func<ImmutableArray<LanLink>> Links, LanAnnouncement Announcement, Random Random);
