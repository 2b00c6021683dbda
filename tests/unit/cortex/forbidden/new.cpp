struct Node {
  Node* next;
};

Node* first = nullptr;

int main() {
  first = new Node{first};
  return first->next == nullptr ? 0 : 1;
}
