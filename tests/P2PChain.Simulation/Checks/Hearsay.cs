using Akka.Actor;
using P2PChain.Core.Primitives;
using P2PChain.Simulation.Adversaries;
using P2PChain.Simulation.Nodes;
using P2PChain.Testing;

namespace P2PChain.Simulation.Checks;

/// <summary>
/// L6: what happens is told. After healing a guest comes, people move items, and each node that let it in has to tell it, once, each
/// transaction that it took and the block that became its tip. Nodes would agree without that, too, only later.
/// </summary>
internal sealed class Hearsay(SimWorld world, IReadOnlyList<IActorRef> people)
{
    private const int MovesMax = 4;

    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public void Run()
    {
        if (world.Findings.Violation is not null) return;
        var guest = new Guest(world, world.AddHost("guest", 3000), DeterministicSigner.Named("Guest"));
        guest.Begin();
        Wait(Arrival);
        var taken = world.Nodes.ToDictionary(node => node, _ => new HashSet<Hash256>());
        foreach (var (node, hashes) in taken) node.Watch.Pool.Added = txId => hashes.Add(txId);
        for (var move = 0; move < Math.Min(people.Count, MovesMax); move++)
        {
            people[move].Tell(new Person.Move(ItemId.Parse(Person.NameOf(move))), ActorRefs.NoSender);
            Wait(Patience);
            foreach (var (node, hashes) in taken) hashes.Add(Hash256.Parse(node.Watch.State.TipHash));
            guest.AskTips();
            Wait(Patience);
            guest.CheckTips();
        }
        guest.Conclude();
        foreach (var (link, visit) in guest.Visits.Where(visit => visit.Visit.IsWelcome)) Check(link.Node, visit, taken[link.Node]);
        guest.Leave();
    }

    private void Check(SimNode node, Guest.Visit visit, IEnumerable<Hash256> taken)
    {
        foreach (var hash in taken)
        {
            if (visit.Heard.Contains(hash)) world.Findings.Mark("guest-was-told");
            else world.Findings.Violated("L6", $"{node.Name} took {hash} and did not tell its guest");
        }
    }

    private void Wait(TimeSpan span) => world.Run(world.Core.Elapsed + span);
}
