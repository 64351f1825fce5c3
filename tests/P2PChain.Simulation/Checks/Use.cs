using Akka.Actor;
using Akka.Actor.Internal;
using P2PChain.Simulation.Nodes;

namespace P2PChain.Simulation.Checks;

/// <summary>
/// The resources that a world uses at a moment. Memory is not among them: killed processes and the checks keep theirs.
/// </summary>
/// <param name="Actors">Of the living processes.</param>
/// <param name="Sockets">Open ones, on all hosts.</param>
/// <param name="Timers">Due later, cancelled ones included.</param>
internal sealed record Use(int Actors, int Sockets, int Timers)
{
    public static Use Of(SimWorld world) => new(
        Guardian(world).Children.Where(actor => !IsDead(world, actor)).Sum(Count),
        world.Network.Hosts.Sum(static host => host.Sockets.Count),
        world.Core.Timers);

    private static LocalActorRef Guardian(SimWorld world) =>
        (LocalActorRef)((ActorSystemImpl)world.System).Guardian;

    private static bool IsDead(SimWorld world, IActorRef actor) =>
        world.Core.DomainOf([.. actor.Path.Elements]) is { IsDead: true };

    private static int Count(IActorRef actor) => 1 + (actor is ActorRefWithCell cell ? cell.Children.Sum(Count) : 0);
}
